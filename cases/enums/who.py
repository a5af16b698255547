"""Who does a verb, in words, where several tables say the same."""

COUNSELOR = "この案件の担当カウンセラー・主任"
CHIEF_OR_DIRECTOR = "主任・所長"
PROGRAM = "この案件の職域開発援助事業担当・主任"
