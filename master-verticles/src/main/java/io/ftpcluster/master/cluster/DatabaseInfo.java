package io.ftpcluster.master.cluster;

/**
 * Which database a node uses, for the others to compare.
 *
 * @param id of the database itself, made when it was; empty when another node owns it
 */
public record DatabaseInfo(Kind kind, String id) {

    /** How a node comes to its data. */
    public enum Kind {
        /** All nodes ask one server. */
        SHARED,
        /** This node's file; the others ask it. */
        OWNED,
        /** Another node's file. */
        ELSEWHERE
    }

    String text() {
        return kind + " " + id;
    }

    static DatabaseInfo of(String text) {
        int space = text.indexOf(' ');
        return new DatabaseInfo(Kind.valueOf(text.substring(0, space)), text.substring(space + 1));
    }

    /** Why these two can't be in one cluster, for the operator; null when they can. */
    String conflictWith(DatabaseInfo other, String otherName) {
        if (kind == Kind.OWNED && other.kind == Kind.OWNED) {
            return otherName
                    + " owns the cluster's database already. Set FTPCLUSTER_DATABASE_URL=none here, or give all"
                    + " nodes one PostgreSQL.";
        }
        if ((kind == Kind.SHARED) != (other.kind == Kind.SHARED)) {
            return otherName + (other.kind == Kind.SHARED
                    ? " uses PostgreSQL and this node doesn't."
                    : " doesn't use PostgreSQL and this node does.") + " All nodes need the same database.";
        }
        if (kind == Kind.SHARED && !id.equals(other.id)) {
            return otherName
                    + " uses another database than this node. Give all nodes the same FTPCLUSTER_DATABASE_URL.";
        }
        return null;
    }
}
