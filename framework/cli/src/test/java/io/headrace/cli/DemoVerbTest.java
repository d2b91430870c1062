package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DemoVerbTest {
    @Test
    void demo_endsWithEveryOrderBilled() {
        StringWriter out = new StringWriter();

        int code = HeadraceCommand.line(new PrintWriter(out, true), new PrintWriter(out, true))
                .execute("demo");

        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("9,900 orders are billed, 100 are dead letters.")
                .contains("100 dead letters were repaired and replayed, to this group only.")
                .contains("After the repair 10,000 orders are billed, 0 are dead letters.");
    }
}
