package io.ftpcluster.master.http;

/** A part of the API: binds handlers to operations of the contract, by their ids in {@code openapi.json}. */
public interface Resource {

    void bind(Operations operations);
}
