/** What people do with a server beside the workers: looking, retrying, resetting, trimming. Level 5. */
@NullMarked
package io.headrace.operate;

import org.jspecify.annotations.NullMarked;
