/**
 * Workers in JVMs of their own, a server and a sender under faults for as long as is wanted: processes are killed and frozen,
 * connections cut, replies lost, the server killed. Then everything has to drain, and every message is looked for.
 */
@NullMarked
package io.headrace.soak;

import org.jspecify.annotations.NullMarked;
