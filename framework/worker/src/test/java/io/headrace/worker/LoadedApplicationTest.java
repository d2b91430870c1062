package io.headrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Headrace;
import io.headrace.docs.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedApplicationTest {
    @TempDir
    Path directory;

    @Test
    void onlyApplicationOfAJar_isFound() throws Exception {
        Path jar = ApplicationJar.build(directory, List.of("Shop"), List.of("shop.Shop"));

        try (LoadedApplication loaded = find(jar, null);
                Headrace headrace = Headrace.connect("memory:loaded")) {
            assertThat(loaded.application().getClass().getName()).isEqualTo("shop.Shop");
            assertThat(loaded.loader()).isSameAs(loaded.application().getClass().getClassLoader());
            assertThat(loaded.application().workers(headrace, Map.of())).hasSize(1);
        }
    }

    /** There is one on the class path of these tests, which counts only here. */
    @Test
    void applicationOfTheClassPath_isFoundWithoutAJar() {
        try (LoadedApplication loaded = find(null, null)) {
            assertThat(loaded.application()).isInstanceOf(Shop.class);
        }
    }

    @Test
    void oneOfSeveral_isChosenByItsClass() throws IOException {
        Path jar = ApplicationJar.build(directory, List.of("Shop", "Back"), List.of("shop.Shop", "shop.Back"));

        try (LoadedApplication loaded = find(jar, "shop.Back")) {
            assertThat(loaded.application().getClass().getName()).isEqualTo("shop.Back");
        }
    }

    @Test
    void severalWithoutAChoice_areRefusedWithTheirNames() throws IOException {
        Path jar = ApplicationJar.build(directory, List.of("Shop", "Back"), List.of("shop.Shop", "shop.Back"));

        assertThatThrownBy(() -> find(jar, null))
                .hasMessageStartingWith("HR-5002 There are 2 applications in " + jar)
                .hasMessageContaining("[shop.Shop, shop.Back]")
                .hasMessageContaining("--class");
    }

    @Test
    void classThatIsNotNamed_isRefused() throws IOException {
        Path jar = ApplicationJar.build(directory, List.of("Shop"), List.of("shop.Shop"));

        assertThatThrownBy(() -> find(jar, "shop.Sop"))
                .hasMessageStartingWith("HR-5002 There is no application \"shop.Sop\" in " + jar);
    }

    @Test
    void jarWithoutServiceEntry_isRefusedWithTheFileThatIsMissing() throws IOException {
        Path jar = ApplicationJar.build(directory, List.of("Shop"), List.of());

        assertThatThrownBy(() -> find(jar, null))
                .hasMessageStartingWith("HR-5002 There is no application in " + jar)
                .hasMessageContaining("META-INF/services/io.headrace.HeadraceApplication");
    }

    @Test
    void fileThatIsMissing_isRefused() {
        assertThatThrownBy(() -> find(directory.resolve("none.jar"), null))
                .hasMessageStartingWith("HR-5002 ")
                .hasMessageContaining("none.jar: there is no such file");
        assertThatThrownBy(() -> find(directory, null)).hasMessageContaining("it is no file");
    }

    @Test
    void fileThatIsNoJar_isRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("app.jar"), "no jar");

        assertThatThrownBy(() -> find(text, null))
                .hasMessageStartingWith("HR-5002 ")
                .hasMessageContaining("is no jar");
    }

    @Test
    void serviceWithoutItsClass_isAFailure() throws IOException {
        Path jar = ApplicationJar.build(directory, List.of("Shop"), List.of("shop.Gone"));

        assertThatThrownBy(() -> find(jar, null))
                .hasMessageStartingWith("HR-5003 The application in " + jar + " cannot be made: ")
                .hasMessageContaining("shop.Gone");
    }

    @Test
    void constructorThatThrows_isAFailureWithItsReason() throws IOException {
        Path jar = ApplicationJar.build(
                directory, List.of("Shop"), List.of("shop.Shop"), "throw new IllegalStateException(\"no database\");");

        assertThatThrownBy(() -> find(jar, null))
                .hasMessageStartingWith("HR-5003 ")
                .hasMessageContaining("IllegalStateException: no database");
    }

    private static LoadedApplication find(@Nullable Path jar, @Nullable String className) {
        return LoadedApplication.find(new WorkerArguments(jar, className, null, List.of(), false));
    }
}
