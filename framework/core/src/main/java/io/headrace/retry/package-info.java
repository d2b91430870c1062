/** When a failed message runs again, and when it never does. Level 1. */
@NullMarked
package io.headrace.retry;

import org.jspecify.annotations.NullMarked;
