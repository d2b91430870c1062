/** The engine that fetches, runs and commits the messages of one subscription; not an API. Level 6. */
@NullMarked
package io.headrace.engine;

import org.jspecify.annotations.NullMarked;
