namespace StableSpamCompose.Compiler.Text;

// 04xx: what a transform's rule and a chain of transforms mean.
public static partial class FindingCatalog
{
}
