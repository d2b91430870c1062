/** The launcher of worker processes: configuration, health and metrics over HTTP, signals, exit codes. */
@NullMarked
package io.headrace.worker;

import org.jspecify.annotations.NullMarked;
