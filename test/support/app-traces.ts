/** Stack traces of several languages as their runtimes print them, each one error. Own words. */
export const OWN_TRACES: Readonly<Record<string, readonly string[]>> = {
  python: [
    'Traceback (most recent call last):',
    '  File "/srv/shop/orders.py", line 41, in place',
    '    total = price(cart)',
    '  File "/srv/shop/prices.py", line 7, in price',
    "    return table[cart['kind']]",
    "KeyError: 'bulky'",
  ],
  java: [
    '2026-03-01 09:00:00,001 ERROR [worker-3] shop.Orders - order not placed',
    'java.lang.IllegalStateException: no stock',
    '\tat com.example.shop.Stock.take(Stock.java:88)',
    '\tat com.example.shop.Orders.place(Orders.java:31)',
    'Caused by: java.sql.SQLException: connection closed',
    '\tat com.example.db.Pool.get(Pool.java:12)',
    '\t... 3 more',
  ],
  node: [
    "TypeError: Cannot read properties of undefined (reading 'price')",
    '    at total (/app/src/cart.js:12:20)',
    '    at async place (/app/src/orders.js:33:5)',
  ],
  go: [
    'panic: runtime error: invalid memory address or nil pointer dereference',
    '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a1b2c]',
    '',
    'goroutine 1 [running]:',
    'main.place(0x0)',
    '\t/app/orders.go:21 +0x1d',
    'main.main()',
    '\t/app/main.go:9 +0x25',
  ],
  ruby: [
    "/app/orders.rb:12:in 'Orders#place': no stock (RuntimeError)",
    "\tfrom /app/orders.rb:30:in 'Orders#run'",
    "\tfrom /app/main.rb:4:in '<main>'",
  ],
};

/** A trace between two ordinary lines. */
export const withNeighbours = (trace: readonly string[]): readonly string[] => [
  '2026-03-01 09:00:00,000 INFO [worker-3] shop.Orders - begins',
  ...trace,
  '2026-03-01 09:00:00,009 INFO [worker-3] shop.Orders - ends',
];
