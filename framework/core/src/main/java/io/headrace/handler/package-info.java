/** What users write: handlers, and the context in which they run. Level 4. */
@NullMarked
package io.headrace.handler;

import org.jspecify.annotations.NullMarked;
