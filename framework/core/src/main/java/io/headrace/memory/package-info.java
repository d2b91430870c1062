/**
 * The broker without a server: everything that the Redis broker does, in this process's memory, in a set order. Each
 * operation is the twin of one Lua script and follows it line by line; random sequences of operations are run through
 * both and compared.
 */
@NullMarked
package io.headrace.memory;

import org.jspecify.annotations.NullMarked;
