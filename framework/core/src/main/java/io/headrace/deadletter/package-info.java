/** Dead letters: looking at them, replaying and purging them. Level 5. */
@NullMarked
package io.headrace.deadletter;

import org.jspecify.annotations.NullMarked;
