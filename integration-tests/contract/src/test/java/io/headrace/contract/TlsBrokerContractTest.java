package io.headrace.contract;

import io.headrace.broker.ConnectOptions;
import io.headrace.testkit.BrokerContract;
import io.headrace.testkit.BrokerUnderTest;
import io.headrace.testkit.RedisBinary;
import io.headrace.testkit.RedisServer;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract on servers that speak TLS only, with host verification. */
@ParameterizedClass
@MethodSource("io.headrace.contract.Servers#binaries")
class TlsBrokerContractTest extends BrokerContract {
    @Parameter
    RedisBinary binary;

    @Override
    protected BrokerUnderTest open() {
        RedisServer server = Servers.runningWithTls(binary);
        ConnectOptions options = ConnectOptions.DEFAULTS.trust(server.certificate());
        return new RedisUnderTest(server.uri(), options, server::command, "");
    }
}
