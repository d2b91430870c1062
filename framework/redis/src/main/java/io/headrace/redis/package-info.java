/** The broker on Redis and Valkey, by Lettuce and Lua scripts. */
@NullMarked
package io.headrace.redis;

import org.jspecify.annotations.NullMarked;
