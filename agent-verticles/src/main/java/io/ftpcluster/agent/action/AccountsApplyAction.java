package io.ftpcluster.agent.action;

import io.ftpcluster.agent.account.Accounts;
import java.util.Map;

/** Makes accounts what the portal wants them to be. */
final class AccountsApplyAction implements Action {

    private final Accounts accounts;

    AccountsApplyAction(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return "accounts.apply";
    }

    @Override
    public Map<String, String> run(Map<String, String> arguments, Progress progress)
            throws ActionException, InterruptedException {
        if (arguments.size() > Accounts.MOST) {
            throw ActionException.invalid("at most " + Accounts.MOST + " accounts at once");
        }
        return accounts.apply(arguments, text -> progress.tell(text, null));
    }
}
