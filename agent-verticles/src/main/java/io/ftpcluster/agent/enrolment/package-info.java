/**
 * How a machine joins the fleet: it makes a key, registers at the portal with a secret that works once, and writes the agent's
 * settings. Runs for a moment, so it uses what the JDK has where the agent itself can't afford that.
 */
package io.ftpcluster.agent.enrolment;
