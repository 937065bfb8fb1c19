package io.ftpcluster.master.cli.doctor;

import io.ftpcluster.master.config.Config;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the host names in the settings are known. */
final class NamesCheck implements Check {

    /** JDBC's, with one host or several. */
    private static final Pattern DATABASE_HOSTS = Pattern.compile("jdbc:postgresql://([^/?]+).*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*:.*");

    private final Set<String> hosts = new LinkedHashSet<>();

    NamesCheck(Config config) {
        config.http().publicUrl().map(URI::getHost).ifPresent(this::add);
        config.cluster().ifPresent(cluster -> cluster.members().forEach(member -> add(Member.of(member, 0).host())));
        config.database().url().map(DATABASE_HOSTS::matcher).filter(Matcher::matches).ifPresent(found -> {
            for (String host : found.group(1).split(",", -1)) {
                add(Member.of(host, 0).host());
            }
        });
    }

    private void add(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            hosts.add(host);
        }
    }

    @Override
    public String name() {
        return "names";
    }

    @Override
    public Finding look() {
        if (hosts.isEmpty()) {
            return Finding.ok("The settings need no name server.");
        }
        List<String> unknown = new ArrayList<>();
        for (String host : hosts) {
            if (!isKnown(host)) {
                unknown.add(host);
            }
        }
        Optional<String> first = unknown.stream().findFirst();
        return first.isEmpty()
                ? Finding.ok("Known: " + String.join(", ", hosts) + ".")
                : Finding.failure("Not known: " + String.join(", ", unknown) + ".",
                        "'getent hosts " + first.get() + "' asks the same. Correct the settings, /etc/hosts or DNS.");
    }

    private static boolean isKnown(String host) {
        try {
            return InetAddress.getAllByName(host).length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
