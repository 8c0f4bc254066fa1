using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Lowering;

/// <summary>Keeps the statements that nodes come from, as comments of generated code show them.</summary>
internal sealed class StatementLog(ProgramBuilder builder)
{
    private readonly List<Origin> _origins = [];

    /// <summary>The statements so far.</summary>
    public IReadOnlyList<Origin> Origins => _origins;

    /// <summary>The nodes that follow come from <paramref name="statement"/>.</summary>
    /// <param name="transform">The transform's name in the chain.</param>
    /// <param name="statement">The statement as written.</param>
    /// <param name="span">Where it stands, if a rule says it.</param>
    public void Begin(string transform, string statement, SourceSpan? span = null)
    {
        builder.Origin = _origins.Count;
        _origins.Add(new Origin(transform, statement) { Span = span ?? SourceSpan.None });
    }
}
