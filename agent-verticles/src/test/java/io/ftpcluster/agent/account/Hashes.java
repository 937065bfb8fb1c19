package io.ftpcluster.agent.account;

/** Of passwords, as openssl passwd -6 makes them. */
public final class Hashes {

    /** Of {@code secret-one}. */
    public static final String ONE = "$6$saltsaltsaltsalt$sOORzzJmvGLHlHHBl0PIrjwjmwDFWdHMcpfjeonXsKry3bNAV2MxNPsWZPrjLjboUeC0axplNrpTvko8azlqR1";
    /** Of {@code secret-two}. */
    static final String TWO = "$6$othersaltothersa$3YiYc5X8LQ.nfah021tmpU10ybqlQsFRiFPPn12saOG5SjhFR0gnJIbJs1oi/rZMcsBWeTNpRvKVrL7Iv5KPq/";

    private Hashes() {}
}
