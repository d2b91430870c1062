package io.headrace.docs;

import io.headrace.Headrace;
import io.headrace.Worker;
import io.headrace.codec.Codec;
import io.headrace.message.EventStream;

// snippet: quickstart
public final class Quickstart {
    record PageView(String target, int status) {}

    static final EventStream<PageView> VIEWS = EventStream.of("page-views", Codec.json(PageView.class));

    public static void main(String[] args) {
        String uri = args.length > 0 ? args[0] : "redis://127.0.0.1:6379";
        try (Headrace headrace = Headrace.connect(uri)) {
            headrace.sender(VIEWS).send(new PageView("/index.html", 200));
            Worker worker = headrace.worker("analytics")
                    .on(VIEWS, (view, context) -> System.out.println("viewed " + view.target()))
                    .start();
            worker.drainOnShutdown().awaitTermination();
        }
    }
}
// end
