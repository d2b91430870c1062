package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerOptionsTest {
    @Test
    void copy_leavesTheOriginalUnchanged() {
        ServerOptions defaults = ServerOptions.defaults();

        ServerOptions changed = defaults.port(15_001)
                .config("appendonly", "yes")
                .asSingleNodeCluster()
                .tls();

        assertThat(defaults).isEqualTo(ServerOptions.defaults());
        assertThat(changed.port()).isEqualTo(15_001);
        assertThat(changed.arguments()).containsExactly("--appendonly", "yes");
        assertThat(changed.singleNodeCluster()).isTrue();
        assertThat(changed.tlsHosts()).containsExactly("127.0.0.1", "localhost");
    }

    @Test
    void directiveOfTheTestkit_isRefused() {
        assertThatThrownBy(() -> ServerOptions.defaults().config("bind", "0.0.0.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"bind\"");
    }

    @Test
    void directiveWithDashes_isRefused() {
        assertThatThrownBy(() -> ServerOptions.defaults().config("--appendonly", "yes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without dashes");
    }

    @Test
    void portWithoutRoomForTheClusterBus_isRefused() {
        assertThatThrownBy(() -> ServerOptions.defaults().port(55_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("55536");
    }
}
