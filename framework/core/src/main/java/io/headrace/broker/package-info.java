/** The broker port: everything the engine asks of a server. Level 3. */
@NullMarked
package io.headrace.broker;

import org.jspecify.annotations.NullMarked;
