/** Time as a port: clocks and timers, the system's own and ones that a test moves by hand. Level 0. */
@NullMarked
package io.headrace.time;

import org.jspecify.annotations.NullMarked;
