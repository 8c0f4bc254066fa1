using Microsoft.CodeAnalysis;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>
/// What the attributes of a class say of the transforms that it declares: hyperparameters, states, uses and orders. <c>Of</c> names the
/// transform; where a class that is no optimizer declares a single one, it need not.
/// </summary>
internal sealed class TransformMembers
{
    private readonly string[] _transforms;
    private readonly bool _isOptimizer;
    private readonly List<(string Kind, AttributeArguments Arguments)> _members = [];

    /// <summary>Collects the attributes that stand on <paramref name="declaration"/>, one part of a class.</summary>
    public TransformMembers(
        INamedTypeSymbol type, SyntaxNode declaration, IEnumerable<AttributeArguments> transforms, CancellationToken cancellation)
    {
        _transforms = [.. transforms.Select(OwnTransform.NameIn).OfType<Spelled>().Select(name => name.Text)];
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (AttributeNames.IsOptimizer(attribute.AttributeClass)) _isOptimizer = true;
            if (!AttributeNames.IsMember(attribute.AttributeClass)) continue;
            if (AttributeArguments.Of(attribute, cancellation) is { } arguments && arguments.StandsOn(declaration))
                _members.Add((attribute.AttributeClass!.Name, arguments));
        }
    }

    /// <summary>The hyperparameters of a transform, in order.</summary>
    public EquatableArray<HyperparameterModel> HyperparametersOf(string transform, FindingBag findings) =>
        Of(transform, AttributeNames.Hyperparameter).Select(member => HyperparameterAttributeReader.Read(member, findings))
            .OfType<HyperparameterModel>().ToEquatableArray();

    /// <summary>The states of a transform, in order.</summary>
    public EquatableArray<StateModel> StatesOf(string transform, FindingBag findings) =>
        Of(transform, AttributeNames.State).Select(member => StateAttributeReader.Read(member, findings)).OfType<StateModel>().ToEquatableArray();

    /// <summary>The states of later transforms that a transform reads, in order.</summary>
    public EquatableArray<RoleUse> UsesOf(string transform, FindingBag findings) =>
        Of(transform, AttributeNames.Uses).Select(member => StateAttributeReader.ReadUse(member, findings)).OfType<RoleUse>().ToEquatableArray();

    /// <summary>The transforms that one should stand before, in order.</summary>
    public EquatableArray<OrderAdvice> BeforeOf(string transform, FindingBag findings) =>
        Of(transform, AttributeNames.Before).Select(member => ReadBefore(member, findings)).OfType<OrderAdvice>().ToEquatableArray();

    /// <summary>Reports what belongs to no transform of the class.</summary>
    public void ReportUnowned(FindingBag findings)
    {
        foreach ((string kind, AttributeArguments member) in _members)
        {
            if (member.HasTextTooLong(findings)) continue;
            if (OwnerOf(member) is not { } owner)
            {
                // On an optimizer it is the optimizer's own.
                if (kind != AttributeNames.Hyperparameter || !_isOptimizer)
                    findings.Report(FindingCatalog.OwnerNotNamed, member.NameSpan, AttributeWords.TransformOf(kind));
            }
            else if (!_transforms.Contains(owner))
            {
                SourceSpan place = member.Text("Of")?.Span ?? member.NameSpan;
                findings.Report(FindingCatalog.OwnerNotDeclared, place, owner, Suggestion.DidYouMean(owner, _transforms));
            }
        }
    }

    private static OrderAdvice? ReadBefore(AttributeArguments member, FindingBag findings)
    {
        if (member.Find(0, "transform")?.AsText() is not { } transform || member.Find(1, "why")?.AsText() is not { } why) return null;
        DeclaredName.CheckTypeName(transform, "a transform", findings);
        return new OrderAdvice(transform, OwnTransform.OneLine(why));
    }

    private IEnumerable<AttributeArguments> Of(string transform, string kind) =>
        _members.Where(member => member.Kind == kind && OwnerOf(member.Arguments) == transform).Select(member => member.Arguments);

    private string? OwnerOf(AttributeArguments member) =>
        member.Text("Of")?.Text ?? (!_isOptimizer && _transforms.Length == 1 ? _transforms[0] : null);
}
