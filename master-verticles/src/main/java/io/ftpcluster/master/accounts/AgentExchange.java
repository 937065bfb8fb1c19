package io.ftpcluster.master.accounts;

import io.ftpcluster.bus.Bus;
import io.ftpcluster.bus.Failure;
import io.ftpcluster.bus.FailureCode;
import io.ftpcluster.bus.FailureException;
import io.ftpcluster.frames.RequestFrame;
import io.ftpcluster.messages.Accounts.Desired;
import io.ftpcluster.messages.Accounts.DesiredAccount;
import io.ftpcluster.messages.Accounts.LeftFiles;
import io.ftpcluster.messages.Agents;
import io.ftpcluster.text.EnumNames;
import io.ftpcluster.text.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The agent's actions for accounts, as docs/agent.md has them. Waits, so it belongs on virtual threads. */
final class AgentExchange {

    /** Accounts in one request, and names in one answer. */
    static final int MOST = 64;
    private static final int APPLY_SECONDS = 120;
    /** Where files are removed, of which there may be many. */
    private static final int REMOVAL_SECONDS = 600;
    private static final int LONGEST_WORDS = 500;
    private static final String DONE = "done";
    /** What became of the quota. */
    private static final String DONE_WITH = "done:";
    private static final String CONFLICT = "conflict:";
    private static final String FAILED = "failed:";

    private final Bus bus;

    AgentExchange(Bus bus) {
        this.bus = bus;
    }

    enum Verdict {
        DONE,
        /** The agent may not do it: the name is somebody else's. */
        CONFLICT,
        FAILED
    }

    /** @param why for people; empty when it is done, or what became of its quota */
    record Answer(Verdict verdict, String why) {}

    /** What is, by buckets. */
    List<String> digest(String server) throws ExchangeException {
        Map<String, String> values = ask(server, "accounts.digest", Map.of(), RequestFrame.SECONDS);
        List<String> buckets = new ArrayList<>();
        for (int i = 0; i < AccountDigest.BUCKETS; i++) {
            String bucket = values.get("bucket." + i);
            if (bucket == null) {
                throw unreadable("accounts.digest", "bucket." + i + " is missing");
            }
            buckets.add(bucket);
        }
        return buckets;
    }

    /** Names of the accounts in a bucket that are there, and whether they are locked. */
    Map<String, Boolean> list(String server, int bucket) throws ExchangeException {
        TreeMap<String, Boolean> all = new TreeMap<>();
        Map<String, String> page;
        do {
            Map<String, String> arguments = new HashMap<>();
            arguments.put("bucket", Integer.toString(bucket));
            if (!all.isEmpty()) {
                arguments.put("after", all.lastKey());
            }
            page = ask(server, "accounts.list", arguments, RequestFrame.SECONDS);
            for (Map.Entry<String, String> entry : page.entrySet()) {
                // One that tells what it told before would never come to an end.
                if (!all.isEmpty() && entry.getKey().compareTo(arguments.getOrDefault("after", "")) <= 0) {
                    throw unreadable("accounts.list", "a name comes twice");
                }
                all.put(entry.getKey(), "locked".equals(entry.getValue()));
            }
        } while (page.size() >= MOST);
        return all;
    }

    /**
     * Has the agent make these so, and says what came of each.
     *
     * @param accounts of one of {@link #requests}
     */
    Map<String, Answer> apply(String server, List<DesiredAccount> accounts) throws ExchangeException {
        Map<String, String> arguments = new HashMap<>();
        accounts.forEach(account -> arguments.put(account.name(), line(account)));
        Map<String, String> values = ask(server, "accounts.apply", arguments, seconds(accounts));
        Map<String, Answer> answers = new HashMap<>();
        accounts.forEach(account -> answers.put(account.name(), answer(values.get(account.name()))));
        return answers;
    }

    /** Who should be there comes first; each archive, which takes its time, goes alone and last. */
    static List<List<DesiredAccount>> requests(List<DesiredAccount> accounts) {
        List<List<DesiredAccount>> requests = new ArrayList<>();
        split(requests, accounts.stream().filter(account -> account.desired() != Desired.ABSENT).toList(), MOST);
        split(requests,
                accounts.stream()
                        .filter(account -> account.desired() == Desired.ABSENT && !isArchived(account))
                        .toList(),
                MOST);
        split(requests, accounts.stream().filter(AgentExchange::isArchived).toList(), 1);
        return requests;
    }

    private static void split(List<List<DesiredAccount>> requests, List<DesiredAccount> accounts, int most) {
        for (int i = 0; i < accounts.size(); i += most) {
            requests.add(accounts.subList(i, Math.min(i + most, accounts.size())));
        }
    }

    private static boolean isArchived(DesiredAccount account) {
        return account.desired() == Desired.ABSENT && account.files() == LeftFiles.ARCHIVE;
    }

    private static int seconds(List<DesiredAccount> accounts) {
        if (accounts.stream().anyMatch(AgentExchange::isArchived)) {
            return RequestFrame.MAX_SECONDS;
        }
        return accounts.stream().anyMatch(account -> account.desired() == Desired.ABSENT)
                ? REMOVAL_SECONDS
                : APPLY_SECONDS;
    }

    static String line(DesiredAccount account) {
        String state = "state=" + EnumNames.of(account.desired());
        return account.desired() == Desired.ABSENT
                ? state + " files=" + EnumNames.of(account.files())
                : state + " password=" + account.hash().value() + quota(account);
    }

    /** An agent that doesn't know it passes it over, and says no more than "done". */
    private static String quota(DesiredAccount account) {
        return account.quotaBytes() == null ? "" : " quota=" + account.quotaBytes();
    }

    static Answer answer(String text) {
        if (text == null) {
            return new Answer(Verdict.FAILED, "The agent said nothing of it.");
        }
        if (text.equals(DONE)) {
            return new Answer(Verdict.DONE, "");
        }
        if (text.startsWith(DONE_WITH)) {
            return new Answer(Verdict.DONE, words(text.substring(DONE_WITH.length())));
        }
        if (text.startsWith(CONFLICT)) {
            return new Answer(Verdict.CONFLICT, words(text.substring(CONFLICT.length())));
        }
        return new Answer(Verdict.FAILED, words(text.startsWith(FAILED) ? text.substring(FAILED.length()) : text));
    }

    private static String words(String text) {
        String words = Printable.line(text.strip(), LONGEST_WORDS);
        return words.isEmpty() ? "The agent did not say why." : words;
    }

    private Map<String, String> ask(String server, String action, Map<String, String> arguments, int seconds)
            throws ExchangeException {
        Agents.Request request = new Agents.Request(server, UUID.randomUUID().toString(), action, arguments, seconds,
                null, false);
        try {
            return bus.request(request.address(), request).await().values();
        } catch (FailureException e) {
            throw new ExchangeException(e);
        }
    }

    private static ExchangeException unreadable(String action, String why) {
        return new ExchangeException(Failure
                .of(FailureCode.BACKEND_FAILED, "The agent's answer to " + action + " can't be read: " + why + ".")
                .exception());
    }
}
