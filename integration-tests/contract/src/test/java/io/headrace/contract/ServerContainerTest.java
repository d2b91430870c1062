package io.headrace.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerContainerTest {
    @Test
    void listOfImages_isSplitAtCommas() {
        assertThat(ServerContainer.images("redis:7.0, valkey/valkey:9.1,"))
                .containsExactly("redis:7.0", "valkey/valkey:9.1");
    }

    @Test
    void emptyOrMissingListOfImages_meansRedis70() {
        assertThat(ServerContainer.images("")).containsExactly("redis:7.0");
        assertThat(ServerContainer.images(null)).containsExactly("redis:7.0");
    }
}
