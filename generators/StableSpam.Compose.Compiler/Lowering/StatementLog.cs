using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Keeps the statements that nodes come from, as comments of generated code show them.</summary>
internal sealed class StatementLog(ProgramBuilder builder)
{
    private readonly List<Origin> _origins = [];

    /// <summary>The statements so far.</summary>
    public IReadOnlyList<Origin> Origins => _origins;

    /// <summary>The nodes that follow come from <paramref name="statement"/>.</summary>
    public void Begin(string transform, string statement)
    {
        builder.Origin = _origins.Count;
        _origins.Add(new Origin(transform, statement));
    }
}
