using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Snapshots.Tests;

/// <summary>The program after lowering and after each pass.</summary>
public class ProgramSnapshots
{
    [Theory]
    [MemberData(nameof(Library.Examples), MemberType = typeof(Library))]
    public Task Passes(string optimizer)
    {
        var programs = new List<Target>();
        Library.Compile(optimizer, (pass, program) =>
            programs.Add(new Target("txt", IrPrinter.Print(program), $"{programs.Count}-{pass.Replace(' ', '-')}")));
        return Verify(programs).UseTextForParameters(optimizer);
    }
}
