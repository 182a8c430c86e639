################################################################################
# Which image the instances run: the published one, one that var.container_image names, or one of your own in a private
# repository that is made here. Tags are immutable there: an instance that is replaced in the night runs what its sisters run.
################################################################################

locals {
  # Of both architectures; .github/workflows/release.yml publishes it under this name.
  published_image = "ghcr.io/sticky-rooms/sticky-rooms-instance:0.1.0"
}

resource "aws_ecr_repository" "this" {
  count = var.image_repository_enabled ? 1 : 0

  name                 = local.name
  image_tag_mutability = "IMMUTABLE"
  # `terraform destroy` takes the images along.
  force_delete = true
  tags         = local.tags

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  count = var.image_repository_enabled ? 1 : 0

  repository = aws_ecr_repository.this[0].name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Keep the newest ten images"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 10 }
      action       = { type = "expire" }
    }]
  })
}

moved {
  from = aws_ecr_repository.this
  to   = aws_ecr_repository.this[0]
}

moved {
  from = aws_ecr_lifecycle_policy.this
  to   = aws_ecr_lifecycle_policy.this[0]
}
