package io.headrace.docs;

// snippet: worker-process
import io.headrace.Headrace;
import io.headrace.HeadraceApplication;
import io.headrace.WorkerBuilder;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;
import io.headrace.worker.WorkerProcess;
import java.util.List;
import java.util.Map;

public final class Shop implements HeadraceApplication {
    static final EventStream<String> ORDERS = EventStream.of("orders", Codec.utf8());

    @Override
    public List<WorkerBuilder> workers(Headrace headrace, Map<String, String> settings) {
        String currency = settings.getOrDefault("currency", "EUR");
        return List.of(headrace.worker("billing")
                .on(ORDERS, (order, context) -> System.out.println("billed " + order + " in " + currency)));
    }

    public static void main(String[] args) {
        WorkerProcess.main(args, new Shop());
    }
}
// end
