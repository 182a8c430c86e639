data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name       = var.name
  tags       = merge({ Project = var.name }, var.tags)
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  vpc_cidr = "10.42.0.0/16"
  # A load balancer needs two zones; a third would only cost another public address.
  zones = slice(data.aws_availability_zones.available.names, 0, 2)

  app_port    = 8000
  valkey_port = 6379

  instance_type = { arm64 = "t4g.micro", x86_64 = "t3.micro" }[var.architecture]
  image         = coalesce(var.container_image, "${aws_ecr_repository.this.repository_url}:v1")

  https = var.certificate_arn != null
  url   = "${local.https ? "https" : "http"}://${aws_lb.this.dns_name}"
}
