/**
 * Headrace beside other ways to consume a stream. Each contender runs in a JVM of its own, which the program starts and
 * talks to in lines; all read the very same entries from one server, and every run is verified.
 */
@NullMarked
package io.headrace.benchmarks;

import org.jspecify.annotations.NullMarked;
