package io.ftpcluster.master.files.ftp.listing.format;

import io.ftpcluster.messages.Files;
import java.util.Locale;

/**
 * z/OS and MVS: data sets, members of a partitioned data set, load modules, jobs and their output. The first line tells which.
 * Sizes are tracks, records or nothing, and so there are none; the day of the last reference isn't when something changed.
 */
final class MvsFormat implements Format {

    private static final int MEMBER = 8;
    private static final int DATA_SET = 44;

    private final Dates dates;
    private Kind kind = Kind.NONE;

    private enum Kind {
        NONE,
        DATA_SETS,
        MEMBERS,
        LOAD_MODULES,
        JOBS,
        SPOOL
    }

    MvsFormat(Dates dates) {
        this.dates = dates;
    }

    @Override
    public Reading read(Words words) {
        Kind heading = heading(words);
        if (heading != Kind.NONE) {
            kind = heading;
            return Reading.None.ORDINARY;
        }
        return switch (kind) {
            case NONE -> Reading.None.UNKNOWN;
            case DATA_SETS -> dataSet(words);
            case MEMBERS, LOAD_MODULES -> member(words);
            case JOBS -> job(words);
            case SPOOL -> spool(words);
        };
    }

    private static Kind heading(Words words) {
        if (words.is(0, "Volume") && words.is(words.count() - 1, "Dsname")) {
            return Kind.DATA_SETS;
        }
        if (words.is(0, "Name") && words.is(1, "VV.MM")) {
            return Kind.MEMBERS;
        }
        if (words.is(0, "Name") && words.is(1, "Size") && words.is(2, "TTR")) {
            return Kind.LOAD_MODULES;
        }
        if (words.is(0, "JOBNAME") && words.is(1, "JOBID")) {
            return Kind.JOBS;
        }
        return words.is(0, "ID") && words.is(1, "STEPNAME") ? Kind.SPOOL : Kind.NONE;
    }

    /** Of data sets that are migrated, on tape or without attributes there is little more than the name. */
    private static Reading dataSet(Words words) {
        int last = words.count() - 1;
        String name = unquoted(words.text(last));
        if (!isName(name, DATA_SET) || last == 0) {
            return Reading.None.UNKNOWN;
        }
        String kind = words.text(last - 1).toUpperCase(Locale.ROOT);
        boolean folder = kind.equals("PO") || kind.equals("PO-E") || kind.equals("PDS") || kind.equals("PDSE")
                || (words.is(0, "Pseudo") && words.is(1, "Directory"));
        return folder ? Reading.entry(name, Files.Type.DIRECTORY, -1, null) : Reading.file(name, -1, null);
    }

    private static String unquoted(String name) {
        return name.length() > 2 && name.startsWith("'") && name.endsWith("'")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    private Reading member(Words words) {
        String name = words.text(0);
        if (!isName(name, MEMBER)) {
            return Reading.None.UNKNOWN;
        }
        // Without statistics there is the name alone.
        Moment changed = kind == Kind.MEMBERS && words.count() > 4 ? dates.numeric(words, 3) : null;
        return Reading.file(name, -1, changed);
    }

    private static Reading job(Words words) {
        String id = words.text(1);
        return words.count() < 3 || !isName(id, MEMBER)
                ? spoolCount(words)
                : Reading.entry(id, Files.Type.SYMLINK, -1, null);
    }

    private static Reading spoolCount(Words words) {
        return isRule(words) ? Reading.None.ORDINARY : Reading.None.UNKNOWN;
    }

    private static Reading spool(Words words) {
        if (words.number(0) >= 0 && words.count() > 2 && !words.is(1, "spool")) {
            return Reading.file(words.text(0), -1, null);
        }
        return isRule(words) || words.number(0) >= 0 ? Reading.None.ORDINARY : Reading.None.UNKNOWN;
    }

    private static boolean isRule(Words words) {
        return words.text(0).startsWith("---");
    }

    private static boolean isName(String name, int longest) {
        if (name.isEmpty() || name.length() > longest) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Words.isDigit(c) && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') && "@#$.-_{}()+".indexOf(c) < 0
                    && c < 0x80) {
                return false;
            }
        }
        return true;
    }
}
