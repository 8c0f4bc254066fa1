using StableSpamCompose.Bits;
using StableSpamCompose.Execution;
using StableSpamCompose.Optimizers;
using StableSpamCompose.Plans;

// One line for each optimizer and number of threads: what the bits of all parameters and states hash to.
Console.WriteLine($"# {StepEngine.WidestLaneCount} lanes");
foreach (OptimizerInfo optimizer in OptimizerLibrary.All)
{
    foreach (int threads in new[] { 1, 2, 7 })
    {
        string[] hashes = [.. BitProblem.All.Select(problem =>
        {
            using var run = new BitRun(optimizer, problem, threads);
            for (int step = 1; step <= problem.Steps; step++) run.Step(step);
            return run.Hash();
        })];
        Console.WriteLine($"{optimizer.Name} {threads} {string.Join(' ', hashes)}");
    }
}
