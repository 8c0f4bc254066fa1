namespace StableSpamCompose.Snapshots.Tests;

/// <summary>The classes that users get.</summary>
public class EmittedSourceSnapshots
{
    [Theory]
    [MemberData(nameof(Library.Examples), MemberType = typeof(Library))]
    public Task ArrayHost(string optimizer) =>
        Verify(Library.Compile(optimizer).EmitForArrays("Example"), "cs").UseTextForParameters(optimizer);
}
