package io.ftpcluster.agent.action;

import io.ftpcluster.agent.account.Accounts;
import java.io.IOException;
import java.util.Map;

/** Tells how the accounts of this server are, so that the portal sees which differ from what they should be. */
final class AccountsDigestAction implements Action {

    private final Accounts accounts;

    AccountsDigestAction(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return "accounts.digest";
    }

    @Override
    public Map<String, String> run(Map<String, String> arguments, Progress progress) throws ActionException {
        try {
            return accounts.digest();
        } catch (IOException e) {
            throw ActionException.failed(e.getMessage(), e);
        }
    }
}
