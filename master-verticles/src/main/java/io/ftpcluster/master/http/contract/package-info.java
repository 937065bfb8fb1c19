/**
 * {@code openapi.json} and the routes that are made of it; a resource binds its handlers here. Touches security, bodies
 * and responses.
 */
package io.ftpcluster.master.http.contract;
