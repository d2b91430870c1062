package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerArgumentsTest {
    @Test
    void allOptions_areRead() {
        WorkerArguments arguments = WorkerArguments.parse(
                "--app",
                "a.jar",
                "--class",
                "shop.Shop",
                "--config",
                "w.yaml",
                "--set",
                "a=1",
                "--set",
                "b=x=y",
                "--print-config");

        assertThat(arguments)
                .isEqualTo(new WorkerArguments(
                        Path.of("a.jar"), "shop.Shop", Path.of("w.yaml"), List.of("a=1", "b=x=y"), true));
        assertThat(arguments.settings().get("b").value()).isEqualTo("x=y");
        assertThat(WorkerArguments.parse()).isEqualTo(WorkerArguments.NONE);
    }

    @Test
    void laterOfTwoSettings_counts() {
        assertThat(WorkerArguments.parse("--set", "a=1", "--set", "a=2")
                        .settings()
                        .get("a")
                        .value())
                .isEqualTo("2");
    }

    @Test
    void unknownOption_isRefusedWithAllThereAre() {
        assertThatThrownBy(() -> WorkerArguments.parse("--cfg", "x"))
                .hasMessageStartingWith("HR-5001 Bad arguments: there is no option \"--cfg\"")
                .hasMessageContaining("--config FILE");
    }

    @Test
    void optionWithoutItsValue_isRefused() {
        assertThatThrownBy(() -> WorkerArguments.parse("--config")).hasMessageContaining("nothing behind --config");
    }

    @Test
    void settingWithoutAValue_isRefusedWithoutQuotingIt() {
        assertThatThrownBy(() -> WorkerArguments.parse("--set", "hunter2").settings())
                .hasMessageContaining("--set takes KEY=VALUE")
                .hasMessageNotContaining("hunter2");
    }
}
