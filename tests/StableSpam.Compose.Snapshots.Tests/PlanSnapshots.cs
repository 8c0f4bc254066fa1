using StableSpamCompose.Compiler.Planning;

namespace StableSpamCompose.Snapshots.Tests;

/// <summary>How steps run over memory.</summary>
public class PlanSnapshots
{
    [Theory]
    [MemberData(nameof(Library.Examples), MemberType = typeof(Library))]
    public Task Plan(string optimizer) =>
        Verify(PlanPrinter.Print(Library.Compile(optimizer).Plan)).UseTextForParameters(optimizer);

    [Fact]
    public Task Costs() =>
        Verify(string.Concat(Library.Names.Select(name => PlanPrinter.Summarize(Library.Compile(name).Plan) + "\n")));
}
