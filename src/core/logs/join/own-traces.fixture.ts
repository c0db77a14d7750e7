/** Reports of exceptions as programs write them, in our own words: for tests. Each is one error. */
export interface OwnTrace {
  readonly name: string;
  readonly type: string;
  /** The first frame that is kept. */
  readonly frame: string;
  readonly lines: readonly string[];
}

const lines = (text: string): readonly string[] => text.split('\n');

/** One of each language, and the forms that are easily torn. */
export const OWN_TRACES: readonly OwnTrace[] = [
  {
    name: 'Java with causes',
    type: 'com.acme.ShopException',
    frame: 'com.acme.Shop.buy (Shop.java)',
    lines: lines(`com.acme.ShopException: cart lost
\tat com.acme.Shop.buy(Shop.java:12)
\tat java.base/java.lang.Thread.run(Thread.java:840) [na:na]
\tSuppressed: java.io.IOException: late
\t\tat com.acme.Shop.close(Shop.java:40)
\t\t... 1 more
Caused by: java.sql.SQLException: no row
\tat com.acme.Db.find(Db.java:33)
\tat com.acme.Lambda$1/0x0000000800066840.run(Unknown Source)
\t... 12 more`),
  },
  {
    name: 'Java with a message over several lines',
    type: 'java.lang.IllegalStateException',
    frame: 'com.acme.Shop.main (Shop.java)',
    lines: lines(`Exception in thread "main" java.lang.IllegalStateException: these were left:
 - one
two

\tat com.acme.Shop.main(Shop.java:5)`),
  },
  {
    name: 'Java below a line at ERROR',
    type: 'java.lang.NullPointerException',
    frame: 'com.acme.Shop.buy (Shop.java)',
    lines: lines(`2024-01-01 12:00:00,123 ERROR [worker-1] com.acme.Shop - cart lost
java.lang.NullPointerException: null
\tat com.acme.Shop.buy(Shop.java:12)`),
  },
  {
    name: 'Python, chained',
    type: 'shop.CartError',
    frame: 'buy (/app/shop.py)',
    lines: lines(`Traceback (most recent call last):
  File "/app/shop.py", line 3, in find
    return rows[5]
           ~~~~^^^
IndexError: list index out of range

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3.12/runpy.py", line 88, in run
    main()
  File "/app/shop.py", line 9, in buy
    raise CartError("cart lost")
shop.CartError: cart lost`),
  },
  {
    name: 'Python below logging.exception',
    type: 'KeyError',
    frame: 'find (/app/shop.py)',
    lines: lines(`ERROR:root:cart lost
Traceback (most recent call last):
  File "/app/shop.py", line 3, in find
    return rows['x']
KeyError: 'x'`),
  },
  {
    name: 'Node.js, uncaught',
    type: 'TypeError',
    frame: 'Object.<anonymous> (/app/shop.js)',
    lines: lines(`/app/shop.js:3
    throw new TypeError('cart lost');
    ^

TypeError: cart lost
    at Object.<anonymous> (/app/shop.js:3:11)
    at node:internal/main/run_main_module:28:49 {
  code: 'ECART',
  [cause]: Error: late
      at late (/app/late.js:1:2)
}

Node.js v20.11.0`),
  },
  {
    name: 'Go',
    type: 'panic',
    frame: 'main.(*Shop).buy',
    lines: lines(`panic: runtime error: index out of range [5] with length 3 [recovered]
\tpanic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.(*Shop).buy(0xc000012345, {0x1, 0x2})
\t/app/shop.go:12 +0x1d
main.main()
\t/app/main.go:5 +0x20

goroutine 7 [chan receive, 2 minutes]:
runtime.gopark(0x1)
\t/usr/local/go/src/runtime/proc.go:398 +0xce
created by main.start in goroutine 1
\t/app/main.go:9 +0x45
exit status 2`),
  },
  {
    name: 'Ruby',
    type: 'ZeroDivisionError',
    frame: 'Integer#/ (shop.rb)',
    lines: lines(`shop.rb:3:in 'Integer#/': divided by 0 (ZeroDivisionError)
\tfrom shop.rb:3:in 'Shop#buy'
\tfrom shop.rb:9:in '<main>'`),
  },
  {
    name: 'PHP',
    type: 'Acme\\CartException',
    frame: 'Acme\\Shop->buy (/app/shop.php)',
    lines: lines(`PHP Fatal error:  Uncaught Acme\\CartException: cart lost in /app/shop.php:5
Stack trace:
#0 /app/shop.php(9): Acme\\Shop->buy()
#1 {main}

Next RuntimeException: late in /app/shop.php:12
Stack trace:
#0 {main}
  thrown in /app/shop.php on line 12`),
  },
  {
    name: '.NET',
    type: 'System.InvalidOperationException',
    frame: 'Acme.Shop.Buy(String id) (/src/Shop.cs)',
    lines: lines(`Unhandled exception. System.InvalidOperationException: cart lost
 ---> System.IO.IOException: late
   at Acme.Shop.Buy(String id) in /src/Shop.cs:line 12
   --- End of inner exception stack trace ---
   at System.Threading.Tasks.Task.Execute()
--- End of stack trace from previous location ---
   at Acme.Program.Main() in /src/Program.cs:line 3`),
  },
  {
    name: 'Rust',
    type: 'panic',
    frame: 'shop::buy',
    lines: lines(`thread 'main' panicked at src/main.rs:5:9:
cart lost
stack backtrace:
   0: rust_begin_unwind
             at /rustc/abc/library/std/src/panicking.rs:647:5
   1: shop::buy
             at ./src/main.rs:5:9
note: run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`),
  },
  {
    name: 'Elixir',
    type: 'RuntimeError',
    frame: '(shop 0.1.0) lib/shop.ex:12: Shop.buy/1',
    lines: lines(`** (RuntimeError) cart lost
    (shop 0.1.0) lib/shop.ex:12: Shop.buy/1
    (elixir 1.15.0) lib/enum.ex:5: Enum.map/2`),
  },
  {
    name: 'Java below a line at ERROR and a blank one',
    type: 'java.io.IOException',
    frame: 'com.acme.Shop.buy (Shop.java)',
    lines: lines(`2024-01-01T12:00:00.123Z ERROR 1 --- [exec-1] c.acme.Shop : cart lost

java.io.IOException: reset
\tat com.acme.Shop.buy(Shop.java:12) ~[shop.jar!/:1.0]`),
  },
  {
    name: 'Go below a line of zap',
    type: 'Error',
    frame: 'main.buy',
    lines: lines(`2024-01-01T12:00:00.123Z\tERROR\tshop/cart.go:12\tcart: lost
main.buy
\t/app/shop.go:12
net/http.(*conn).serve
\t/usr/local/go/src/net/http/server.go:2009`),
  },
  {
    name: 'Android',
    type: 'java.lang.NullPointerException',
    frame: 'com.acme.Shop.buy (Shop.java)',
    lines: lines(`FATAL EXCEPTION: main
Process: com.acme, PID: 1702
java.lang.NullPointerException: cart lost
\tat com.acme.Shop.buy(Shop.java:12)
\tat android.os.Handler.handle(Handler.java:938)`),
  },
  {
    name: 'Swift',
    type: 'Fatal error',
    frame: 'main',
    lines: lines(`Fatal error: Index out of range: file Shop.swift, line 6
Current stack trace:
0    Shop    0x0000563d main + 5`),
  },
  {
    name: 'C++',
    type: 'std::out_of_range',
    frame: '',
    lines: lines(`terminate called after throwing an instance of 'std::out_of_range'
  what():  cart lost`),
  },
];
