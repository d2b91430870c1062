/** What the runtime tells about itself: events, metrics and health. Level 4. */
@NullMarked
package io.headrace.observe;

import org.jspecify.annotations.NullMarked;
