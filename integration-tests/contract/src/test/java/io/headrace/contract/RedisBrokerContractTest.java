package io.headrace.contract;

import io.headrace.testkit.BrokerContract;
import io.headrace.testkit.BrokerUnderTest;
import io.headrace.testkit.RedisBinary;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.headrace.contract.Servers#binaries")
class RedisBrokerContractTest extends BrokerContract {
    @Parameter
    RedisBinary binary;

    @Override
    protected BrokerUnderTest open() {
        return new RedisUnderTest(Servers.running(binary, false), "");
    }
}
