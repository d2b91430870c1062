/** The entry point: connect to a broker, send messages and run workers. Level 7, above all other packages. */
@NullMarked
package io.headrace;

import org.jspecify.annotations.NullMarked;
