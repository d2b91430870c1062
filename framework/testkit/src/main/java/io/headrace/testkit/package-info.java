/** Real servers, faults and a loss audit for tests of Headrace and of programs that use it. */
@NullMarked
package io.headrace.testkit;

import org.jspecify.annotations.NullMarked;
