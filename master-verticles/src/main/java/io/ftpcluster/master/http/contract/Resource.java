package io.ftpcluster.master.http.contract;

/** A part of the API: binds handlers to operations of the contract, by their ids in {@code openapi.json}. */
public interface Resource {

    void bind(Operations operations);
}
