/** The main example: a web server's access log, parsed on one stream and counted on the next. */
@NullMarked
package io.headrace.examples.accesslog;

import org.jspecify.annotations.NullMarked;
