package io.ftpcluster.bus;

/** Something came over the wire that no node with the cluster's key has sent. */
final class NotOursException extends RuntimeException {

    NotOursException(String wireName) {
        super("a message " + wireName + " does not come from a node of this cluster");
    }
}
