package io.headrace.contract;

import io.headrace.testkit.BrokerContract;
import io.headrace.testkit.BrokerUnderTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract on servers in containers, one for each image; JUnit closes a container after its last test. */
@Tag("containers")
@NeedsDocker
@ParameterizedClass
@MethodSource("io.headrace.contract.ServerContainer#ofImages")
class ContainerBrokerContractTest extends BrokerContract {
    @Parameter
    ServerContainer container;

    @Override
    protected BrokerUnderTest open() {
        return new RedisUnderTest(container.uri(), container::command, "");
    }
}
