using BenchmarkDotNet.Running;

// All of them: `-- --filter '*'`. Without arguments it lists them and asks.
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
