package io.ftpcluster.agent.action;

import io.ftpcluster.agent.account.Accounts;
import java.io.IOException;
import java.util.Map;

/** Names the accounts of one bucket, so that the portal sees those that it doesn't know. */
final class AccountsListAction implements Action {

    private final Accounts accounts;

    AccountsListAction(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return "accounts.list";
    }

    @Override
    public Map<String, String> run(Map<String, String> arguments, Progress progress) throws ActionException {
        String bucket = arguments.getOrDefault("bucket", "");
        if (!bucket.matches("[0-9]{1,2}") || Integer.parseInt(bucket) >= Accounts.BUCKETS) {
            throw ActionException.invalid("bucket must be a number from 0 to " + (Accounts.BUCKETS - 1));
        }
        try {
            return accounts.list(Integer.parseInt(bucket), arguments.getOrDefault("after", ""));
        } catch (IOException e) {
            throw ActionException.failed(e.getMessage(), e);
        }
    }
}
