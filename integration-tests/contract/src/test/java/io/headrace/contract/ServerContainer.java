package io.headrace.contract;

import static java.util.Objects.requireNonNullElse;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A Redis or Valkey server in a container, on a free port of 127.0.0.1. */
final class ServerContainer implements AutoCloseable {
    private static final int PORT = 6379;

    private final String image;
    private final GenericContainer<?> container;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private ServerContainer(String image) {
        this.image = image;
        this.container = start(image);
        this.client = RedisClient.create(uri());
        this.connection = client.connect();
    }

    /** A server of each image that {@code HEADRACE_IMAGES} lists, started when it is its turn. */
    static Stream<ServerContainer> ofImages() {
        return images(System.getenv("HEADRACE_IMAGES")).stream().map(ServerContainer::new);
    }

    /** Names separated by commas; {@code redis:7.0} if there are none. */
    static List<String> images(String list) {
        List<String> named = Arrays.stream(requireNonNullElse(list, "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return named.isEmpty() ? List.of("redis:7.0") : named;
    }

    String uri() {
        return "redis://127.0.0.1:" + container.getMappedPort(PORT);
    }

    void command(String... words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8)
                .addValues(Arrays.asList(words).subList(1, words.length));
        connection.sync().dispatch(CommandType.valueOf(words[0]), new NestedMultiOutput<>(StringCodec.UTF8), arguments);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
        container.stop();
    }

    @Override
    public String toString() {
        return image;
    }

    private static GenericContainer<?> start(String image) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(PORT)
                .withCreateContainerCmdModifier(create -> create.getHostConfig()
                        .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), new ExposedPort(PORT))));
        container.start();
        return container;
    }
}
