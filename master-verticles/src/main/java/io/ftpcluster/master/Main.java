package io.ftpcluster.master;

/** Command line of the master. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
