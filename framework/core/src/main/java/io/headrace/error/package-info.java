/** Errors: what failed, on what, under a stable {@code HR} code. Level 0. */
@NullMarked
package io.headrace.error;

import org.jspecify.annotations.NullMarked;
