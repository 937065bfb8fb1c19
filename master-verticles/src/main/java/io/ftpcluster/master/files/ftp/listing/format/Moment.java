package io.ftpcluster.master.files.ftp.listing.format;

import java.time.Instant;

/**
 * A date that was found in a line.
 *
 * @param next the word behind it
 * @param end the position behind it
 * @param time what it means, as if it were UTC; null when there is no such time
 * @param dayOnly whether it has no time of day
 */
record Moment(int next, int end, Instant time, boolean dayOnly) {}
