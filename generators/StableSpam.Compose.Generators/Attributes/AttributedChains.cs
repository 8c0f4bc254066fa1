using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Sorts the transforms on a class into its chains, in the order in which their patterns are first written.</summary>
internal sealed class AttributedChains
{
    private readonly List<ChainLink> _rest = [];
    private readonly List<(Spelled Match, SourceSpan Start, List<ChainLink> Links)> _named = [];

    /// <summary>The chain of the parameters that no pattern matches.</summary>
    public EquatableArray<ChainLink> Rest => _rest.ToEquatableArray();

    /// <summary>The chains of parameters by name.</summary>
    public EquatableArray<NamedChain> Named =>
        _named.Select(chain => new NamedChain(chain.Match, chain.Links.ToEquatableArray(), chain.Start)).ToEquatableArray();

    /// <summary>Adds a transform at the end of a chain.</summary>
    /// <param name="link">The transform.</param>
    /// <param name="match">The pattern of the chain; <see langword="null"/> for the rest.</param>
    public void Add(ChainLink link, Spelled? match)
    {
        if (match is null)
        {
            _rest.Add(link);
            return;
        }
        int chain = _named.FindIndex(named => named.Match.Text == match.Text);
        if (chain < 0) _named.Add((match, link.Transform.Span, [link]));
        else _named[chain].Links.Add(link);
    }
}
